# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

variables {
  account_id = "123456789012"
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
