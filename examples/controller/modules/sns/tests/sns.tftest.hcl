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
