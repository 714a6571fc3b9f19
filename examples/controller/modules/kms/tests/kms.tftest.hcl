# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

variables {
  account_id = "123456789012"
  region     = "us-east-1"
}

run "an_entry_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    keys = {
      "arj-prod-thing" = {
        description = "Things"
      }
    }
  }

  assert {
    condition     = aws_kms_key.this["arj-prod-thing"].enable_key_rotation
    error_message = "not rotated"
  }

  assert {
    condition     = aws_kms_key.this["arj-prod-thing"].deletion_window_in_days == 30
    error_message = "deleted too early"
  }

  assert {
    condition     = aws_kms_alias.this["arj-prod-thing"].name == "alias/arj-prod-thing"
    error_message = "no alias"
  }
}

run "refuses_a_short_wait" {
  command = plan

  variables {
    keys = {
      "arj-prod-thing" = {
        description             = "Things"
        deletion_window_in_days = 3
      }
    }
  }

  expect_failures = [var.keys]
}

run "refuses_a_period_that_kms_does_not_know" {
  command = plan

  variables {
    keys = {
      "arj-prod-thing" = {
        description             = "Things"
        rotation_period_in_days = 30
      }
    }
  }

  expect_failures = [var.keys]
}

run "refuses_an_alias_with_its_prefix" {
  command = plan

  variables {
    keys = {
      "arj-prod-thing" = {
        description = "Things"
        alias       = "alias/thing"
      }
    }
  }

  expect_failures = [var.keys]
}

run "a_document_has_the_account_the_region_and_the_endpoint_of_the_deployment_in_it" {
  command = plan

  variables {
    keys = {
      "arj-prod-thing" = {
        description     = "Things"
        key_policy_file = "tests/placeholders.json"
      }
    }
    vpc_endpoint_id = "vpce-1"
  }

  assert {
    condition = jsondecode(aws_kms_key.this["arj-prod-thing"].policy).Statement[0] == {
      Sid       = "OwnTeam"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "kms:Decrypt"
      Resource  = "*"
      Condition = { StringEquals = { "aws:SourceVpce" = "vpce-1", "aws:RequestedRegion" = "us-east-1", "aws:ResourceTag/Team" = "$${aws:PrincipalTag/Team}" } }
    }
    error_message = "the placeholders are not those of the deployment, or IAM's own variable is gone"
  }
}
