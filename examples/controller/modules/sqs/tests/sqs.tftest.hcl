# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

variables {
  account_id = "123456789012"
  region     = "us-east-1"
}

run "an_entry_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    queues = {
      "arj-prod-thing" = {

      }
    }
  }

  assert {
    condition     = aws_sqs_queue.this["arj-prod-thing"].kms_master_key_id == "alias/aws/sqs"
    error_message = "not encrypted"
  }

  assert {
    condition     = aws_sqs_queue.dead_letter["arj-prod-thing"].message_retention_seconds == 1209600
    error_message = "failed messages are lost early"
  }

  assert {
    condition     = strcontains(aws_sqs_queue_policy.this["arj-prod-thing"].policy, "DenyInsecureTransport")
    error_message = "plain HTTP is not refused"
  }
}

run "refuses_a_name_that_sqs_does_not_take" {
  command = plan

  variables {
    queues = {
      "arj-prod-thing" = {
        queue_name = "thing.fifo"
      }
    }
  }

  expect_failures = [var.queues]
}

run "refuses_a_timeout_beyond_the_limit" {
  command = plan

  variables {
    queues = {
      "arj-prod-thing" = {
        visibility_timeout_seconds = 43201
      }
    }
  }

  expect_failures = [var.queues]
}

run "refuses_messages_that_are_lost_at_once" {
  command = plan

  variables {
    queues = {
      "arj-prod-thing" = {
        message_retention_seconds = 1
      }
    }
  }

  expect_failures = [var.queues]
}

run "refuses_endless_retries" {
  command = plan

  variables {
    queues = {
      "arj-prod-thing" = {
        max_receive_count = 0
      }
    }
  }

  expect_failures = [var.queues]
}

run "a_document_has_the_account_the_region_and_the_endpoint_of_the_deployment_in_it" {
  command = plan

  variables {
    queues = {
      "arj-prod-thing" = {
        queue_policy_file = "tests/placeholders.json"
      }
    }
    vpc_endpoint_id = "vpce-1"
  }

  assert {
    condition = jsondecode(aws_sqs_queue_policy.this["arj-prod-thing"].policy).Statement[1] == {
      Sid       = "OwnTeam"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
      Condition = { StringEquals = { "aws:SourceVpce" = "vpce-1", "aws:RequestedRegion" = "us-east-1", "aws:ResourceTag/Team" = "$${aws:PrincipalTag/Team}" } }
    }
    error_message = "the placeholders are not those of the deployment, or IAM's own variable is gone"
  }
}
