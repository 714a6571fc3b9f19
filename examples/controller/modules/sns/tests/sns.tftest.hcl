# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

variables {
  account_id = "123456789012"
  region     = "us-east-1"
}

run "an_entry_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    topics = {
      "arj-prod-thing" = {

      }
    }
  }

  assert {
    condition     = aws_sns_topic.this["arj-prod-thing"].kms_master_key_id == "alias/aws/sns"
    error_message = "not encrypted"
  }

  assert {
    condition     = aws_sns_topic.this["arj-prod-thing"].signature_version == 2
    error_message = "signed with SHA-1"
  }

  assert {
    condition     = aws_iam_role.delivery["arj-prod-thing"].name == "arj-prod-thing-delivery"
    error_message = "failed deliveries are not logged"
  }
}

run "refuses_a_name_that_sns_does_not_take" {
  command = plan

  variables {
    topics = {
      "arj-prod-thing" = {
        topic_name = "a thing"
      }
    }
  }

  expect_failures = [var.topics]
}

run "a_document_has_the_account_the_region_and_the_endpoint_of_the_deployment_in_it" {
  command = plan

  variables {
    topics = {
      "arj-prod-thing" = {
        topic_policy_file = "tests/placeholders.json"
      }
    }
    vpc_endpoint_id = "vpce-1"
  }

  assert {
    condition = jsondecode(aws_sns_topic_policy.this["arj-prod-thing"].policy).Statement[2] == {
      Sid       = "OwnTeam"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringEquals = { "aws:SourceVpce" = "vpce-1", "aws:RequestedRegion" = "us-east-1", "aws:ResourceTag/Team" = "$${aws:PrincipalTag/Team}" } }
    }
    error_message = "the placeholders are not those of the deployment, or IAM's own variable is gone"
  }
}
