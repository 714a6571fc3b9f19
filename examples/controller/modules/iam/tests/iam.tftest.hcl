# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

run "an_entry_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    roles = {
      "arj-prod-thing" = {
        trust_policy_file       = "tests/trust.json"
        permissions_policy_file = "tests/permissions.json"
      }
    }
  }

  assert {
    condition     = aws_iam_role.this["arj-prod-thing"].max_session_duration == 3600
    error_message = "sessions are long"
  }

  assert {
    condition     = aws_iam_policy.this["arj-prod-thing"].name == "arj-prod-thing"
    error_message = "no policy of its own"
  }
}

run "refuses_a_long_session" {
  command = plan

  variables {
    roles = {
      "arj-prod-thing" = {
        trust_policy_file       = "tests/trust.json"
        permissions_policy_file = "tests/permissions.json"
        max_session_duration    = 90000
      }
    }
  }

  expect_failures = [var.roles]
}

run "refuses_a_path_without_an_end" {
  command = plan

  variables {
    roles = {
      "arj-prod-thing" = {
        trust_policy_file       = "tests/trust.json"
        permissions_policy_file = "tests/permissions.json"
        path                    = "/teams"
      }
    }
  }

  expect_failures = [var.roles]
}

run "refuses_what_is_no_policy" {
  command = plan

  variables {
    roles = {
      "arj-prod-thing" = {
        trust_policy_file       = "tests/trust.json"
        permissions_policy_file = "tests/permissions.json"
        managed_policy_arns     = ["ReadOnlyAccess"]
      }
    }
  }

  expect_failures = [var.roles]
}
