# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

variables {
  account_id = "123456789012"
  region     = "us-east-1"
}

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

run "a_policy_has_the_account_and_the_region_of_the_deployment_in_it" {
  command = plan

  variables {
    policies = {
      "arj-prod-read" = {
        permissions_policy_file = "tests/placeholders.json"
      }
    }
    vpc_endpoint_id = "vpce-1"
  }

  assert {
    condition = jsondecode(aws_iam_policy.shared["arj-prod-read"].policy).Statement[0] == {
      Sid      = "ReadOwnTables"
      Effect   = "Allow"
      Action   = "dynamodb:GetItem"
      Resource = "arn:aws:dynamodb:us-east-1:123456789012:table/$${aws:username}"
      Condition = {
        StringEquals = { "aws:SourceVpce" = "vpce-1" }
      }
    }
    error_message = "the placeholders are not those of the deployment, or IAM's own variable is gone"
  }
}

run "a_user_has_neither_a_password_nor_keys_and_is_in_its_groups" {
  command = plan

  variables {
    users = {
      # Of the same name as a policy, whose document is another.
      "arj-prod-robot" = {
        groups                   = ["robots"]
        permissions_policy_file  = "tests/permissions.json"
        managed_policy_arns      = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
        permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
      }
      "arj-prod-idle" = {}
    }
    policies = {
      "arj-prod-robot" = {
        policy_name             = "arj-prod-robots"
        permissions_policy_file = "tests/trust.json"
      }
    }
  }

  assert {
    condition     = aws_iam_user.this["arj-prod-robot"].permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"
    error_message = "no boundary"
  }

  assert {
    condition     = aws_iam_user_group_membership.this["arj-prod-robot"].groups == toset(["robots"]) && length(aws_iam_user_group_membership.this) == 1
    error_message = "not in its group alone"
  }

  assert {
    condition     = length(aws_iam_user_policy_attachment.managed) == 1 && length(aws_iam_user_policy_attachment.own) == 1
    error_message = "its policies are not attached"
  }
}

run "refuses_the_arn_of_a_group_and_what_is_no_policy" {
  command = plan

  variables {
    users = {
      "arj-prod-robot" = {
        groups              = ["arn:aws:iam::123456789012:group/robots"]
        managed_policy_arns = ["ReadOnlyAccess"]
      }
    }
  }

  expect_failures = [var.users]
}

run "refuses_paths_of_users_and_policies_without_an_end" {
  command = plan

  variables {
    users    = { "arj-prod-robot" = { path = "robots" } }
    policies = { "arj-prod-read" = { path = "/teams", permissions_policy_file = "tests/permissions.json" } }
  }

  expect_failures = [var.users, var.policies]
}
