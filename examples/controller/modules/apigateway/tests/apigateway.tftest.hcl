# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

variables {
  region = "us-east-1"
}

run "an_entry_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    gateways = {
      "arj-prod-thing" = {
        description = "Things"
        routes      = { "GET /things" = { function_arn = "arn:aws:lambda:us-east-1:123456789012:function:thing" } }
      }
    }
  }

  assert {
    condition     = aws_apigatewayv2_route.this["arj-prod-thing/GET /things"].authorization_type == "AWS_IAM"
    error_message = "everybody may call"
  }

  assert {
    condition     = one(aws_apigatewayv2_stage.this["arj-prod-thing"].default_route_settings).throttling_rate_limit == 100
    error_message = "not throttled"
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["arj-prod-thing"].retention_in_days == 365
    error_message = "the log is not kept for a year"
  }
}

run "refuses_a_route_without_method" {
  command = plan

  variables {
    gateways = {
      "arj-prod-thing" = {
        description = "Things"
        routes      = { "/things" = { function_arn = "arn:aws:lambda:us-east-1:123456789012:function:thing" } }
      }
    }
  }

  expect_failures = [var.gateways]
}

run "refuses_a_route_to_nowhere" {
  command = plan

  variables {
    gateways = {
      "arj-prod-thing" = {
        description = "Things"
        routes      = { "GET /things" = {} }
      }
    }
  }

  expect_failures = [var.gateways]
}

run "refuses_plain_http" {
  command = plan

  variables {
    gateways = {
      "arj-prod-thing" = {
        description = "Things"
        routes      = { "GET /things" = { url = "http://things.example.com" } }
      }
    }
  }

  expect_failures = [var.gateways]
}

run "refuses_another_authorization" {
  command = plan

  variables {
    gateways = {
      "arj-prod-thing" = {
        description = "Things"
        routes      = { "GET /things" = { function_arn = "arn:aws:lambda:us-east-1:123456789012:function:thing", authorization = "BASIC" } }
      }
    }
  }

  expect_failures = [var.gateways]
}

run "refuses_tokens_of_nobody" {
  command = plan

  variables {
    gateways = {
      "arj-prod-thing" = {
        description = "Things"
        routes      = { "GET /things" = { function_arn = "arn:aws:lambda:us-east-1:123456789012:function:thing", authorization = "JWT" } }
      }
    }
  }

  expect_failures = [var.gateways]
}

run "refuses_tokens_for_anybody" {
  command = plan

  variables {
    gateways = {
      "arj-prod-thing" = {
        description = "Things"
        routes      = { "GET /things" = { function_arn = "arn:aws:lambda:us-east-1:123456789012:function:thing" } }
        jwt         = { issuer = "https://login.example.com", audience = [] }
      }
    }
  }

  expect_failures = [var.gateways]
}

run "refuses_a_wait_beyond_the_limit" {
  command = plan

  variables {
    gateways = {
      "arj-prod-thing" = {
        description = "Things"
        routes      = { "GET /things" = { function_arn = "arn:aws:lambda:us-east-1:123456789012:function:thing", timeout_seconds = 60 } }
      }
    }
  }

  expect_failures = [var.gateways]
}

run "refuses_an_alias_for_a_key" {
  command = plan

  variables {
    gateways = {
      "arj-prod-thing" = {
        description = "Things"
        routes      = { "GET /things" = { function_arn = "arn:aws:lambda:us-east-1:123456789012:function:thing" } }
        kms_key_arn = "alias/thing"
      }
    }
  }

  expect_failures = [var.gateways]
}
