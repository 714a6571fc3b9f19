# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

variables {
  account_id = "123456789012"
  region     = "us-east-1"
}

run "an_entry_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    functions = {
      "arj-prod-thing" = {
        description = "Things"
        package     = { bucket = "releases", key = "a.zip", handler = "index.handler", runtime = "nodejs22.x" }
      }
    }
  }

  assert {
    condition     = one(aws_lambda_function.this["arj-prod-thing"].tracing_config).mode == "Active"
    error_message = "not traced"
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["arj-prod-thing"].retention_in_days == 365
    error_message = "the log is not kept for a year"
  }

  assert {
    condition     = strcontains(aws_iam_policy.base["arj-prod-thing"].policy, "log-group:/aws/lambda/arj-prod-thing:*")
    error_message = "it may not write its log"
  }
}

run "refuses_a_function_without_code" {
  command = plan

  variables {
    functions = {
      "arj-prod-thing" = {
        description = "Things"
        package     = null
      }
    }
  }

  expect_failures = [var.functions]
}

run "refuses_an_image_without_digest" {
  command = plan

  variables {
    functions = {
      "arj-prod-thing" = {
        description = "Things"
        package     = null
        image_uri   = "123456789012.dkr.ecr.us-east-1.amazonaws.com/thing:latest"
      }
    }
  }

  expect_failures = [var.functions]
}

run "refuses_another_architecture" {
  command = plan

  variables {
    functions = {
      "arj-prod-thing" = {
        description  = "Things"
        package      = { bucket = "releases", key = "a.zip", handler = "index.handler", runtime = "nodejs22.x" }
        architecture = "mips"
      }
    }
  }

  expect_failures = [var.functions]
}

run "refuses_too_little_memory" {
  command = plan

  variables {
    functions = {
      "arj-prod-thing" = {
        description = "Things"
        package     = { bucket = "releases", key = "a.zip", handler = "index.handler", runtime = "nodejs22.x" }
        memory_mib  = 64
      }
    }
  }

  expect_failures = [var.functions]
}

run "refuses_too_long_a_run" {
  command = plan

  variables {
    functions = {
      "arj-prod-thing" = {
        description     = "Things"
        package         = { bucket = "releases", key = "a.zip", handler = "index.handler", runtime = "nodejs22.x" }
        timeout_seconds = 901
      }
    }
  }

  expect_failures = [var.functions]
}

run "refuses_an_alias_for_a_key" {
  command = plan

  variables {
    functions = {
      "arj-prod-thing" = {
        description = "Things"
        package     = { bucket = "releases", key = "a.zip", handler = "index.handler", runtime = "nodejs22.x" }
        kms_key_arn = "alias/thing"
      }
    }
  }

  expect_failures = [var.functions]
}

run "refuses_subnets_without_groups" {
  command = plan

  variables {
    functions = {
      "arj-prod-thing" = {
        description = "Things"
        package     = { bucket = "releases", key = "a.zip", handler = "index.handler", runtime = "nodejs22.x" }
        subnet_ids  = ["subnet-0123456789abcdef0"]
      }
    }
  }

  expect_failures = [var.functions]
}

run "refuses_a_failure_target_that_keeps_nothing" {
  command = plan

  variables {
    functions = {
      "arj-prod-thing" = {
        description        = "Things"
        package            = { bucket = "releases", key = "a.zip", handler = "index.handler", runtime = "nodejs22.x" }
        failure_target_arn = "arn:aws:s3:::thing"
      }
    }
  }

  expect_failures = [var.functions]
}

run "a_document_has_the_account_the_region_and_the_endpoint_of_the_deployment_in_it" {
  command = plan

  variables {
    functions = {
      "arj-prod-thing" = {
        description             = "Things"
        package                 = { bucket = "releases", key = "a.zip", handler = "index.handler", runtime = "nodejs22.x" }
        permissions_policy_file = "tests/placeholders.json"
      }
    }
    vpc_endpoint_id = "vpce-1"
  }

  assert {
    condition = jsondecode(aws_iam_policy.own["arj-prod-thing"].policy).Statement[0] == {
      Sid       = "OwnTeam"
      Effect    = "Allow"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::things-123456789012-us-east-1/$${aws:PrincipalTag/Team}/*"
      Condition = { StringEquals = { "aws:SourceVpce" = "vpce-1" } }
    }
    error_message = "the placeholders are not those of the deployment, or IAM's own variable is gone"
  }
}
