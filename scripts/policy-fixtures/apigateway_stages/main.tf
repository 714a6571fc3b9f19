resource "aws_api_gateway_rest_api" "one" {
  name = "one"
}

resource "aws_api_gateway_rest_api" "two" {
  name = "two"
}

resource "aws_api_gateway_rest_api" "private" {
  name = "private"
  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

# API-001, API-004, API-019 (stage_…)

resource "aws_api_gateway_stage" "stage_bare" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  deployment_id = "x"
  stage_name    = "stage_bare"
}

resource "aws_api_gateway_stage" "stage_off" {
  rest_api_id           = aws_api_gateway_rest_api.one.id
  deployment_id         = "x"
  stage_name            = "stage_off"
  xray_tracing_enabled  = false
  cache_cluster_enabled = false
}

resource "aws_api_gateway_stage" "stage_full" {
  rest_api_id           = aws_api_gateway_rest_api.one.id
  deployment_id         = "x"
  stage_name            = "stage_full"
  xray_tracing_enabled  = true
  cache_cluster_enabled = true
  cache_cluster_size    = "0.5"
  access_log_settings {
    destination_arn = "arn:aws:logs:us-east-1:111111111111:log-group:x"
    format          = "$context.requestId"
  }
}

resource "aws_api_gateway_stage" "stage_unknown" {
  rest_api_id           = aws_api_gateway_rest_api.one.id
  deployment_id         = "x"
  stage_name            = "stage_unknown"
  xray_tracing_enabled  = terraform_data.later.output == "later"
  cache_cluster_enabled = terraform_data.later.output == "later"
  cache_cluster_size    = "0.5"
  access_log_settings {
    destination_arn = terraform_data.later.output
    format          = terraform_data.later.output
  }
}

module "stage_module" {
  source   = "./modules/stage"
  for_each = { safe = true, open = false }
  safe     = each.value
}

# API-002 (logs_…)

resource "aws_api_gateway_stage" "logs_none" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  deployment_id = "x"
  stage_name    = "logs_none"
}

resource "aws_api_gateway_stage" "logs_error" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  deployment_id = "x"
  stage_name    = "logs_error"
}

resource "aws_api_gateway_stage" "logs_off" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  deployment_id = "x"
  stage_name    = "logs_off"
}

resource "aws_api_gateway_stage" "logs_one_path" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  deployment_id = "x"
  stage_name    = "logs_one_path"
}

resource "aws_api_gateway_stage" "logs_unset" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  deployment_id = "x"
  stage_name    = "logs_unset"
}

resource "aws_api_gateway_stage" "logs_unknown" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  deployment_id = "x"
  stage_name    = "logs_unknown"
}

resource "aws_api_gateway_method_settings" "logs_error" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = aws_api_gateway_stage.logs_error.stage_name
  method_path = "*/*"
  settings {
    logging_level = "ERROR"
  }
}

resource "aws_api_gateway_method_settings" "logs_off" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = aws_api_gateway_stage.logs_off.stage_name
  method_path = "*/*"
  settings {
    logging_level = "OFF"
  }
}

resource "aws_api_gateway_method_settings" "logs_one_path" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = aws_api_gateway_stage.logs_one_path.stage_name
  method_path = "orders/GET"
  settings {
    logging_level = "INFO"
  }
}

resource "aws_api_gateway_method_settings" "logs_unset" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = aws_api_gateway_stage.logs_unset.stage_name
  method_path = "*/*"
  settings {
    metrics_enabled = true
  }
}

resource "aws_api_gateway_method_settings" "logs_unknown" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = aws_api_gateway_stage.logs_unknown.stage_name
  method_path = "*/*"
  settings {
    logging_level = terraform_data.later.output
  }
}

# Stages of one name in two APIs: the settings are of one of them.

resource "aws_api_gateway_stage" "logs_same_name" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  deployment_id = "x"
  stage_name    = "same"
}

resource "aws_api_gateway_stage" "logs_other_api" {
  rest_api_id   = aws_api_gateway_rest_api.two.id
  deployment_id = "x"
  stage_name    = "same"
}

resource "aws_api_gateway_method_settings" "logs_same_name" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = "same"
  method_path = "*/*"
  settings {
    logging_level = "INFO"
  }
}

# An API outside of this plan.

resource "aws_api_gateway_stage" "logs_foreign" {
  rest_api_id   = "abc123"
  deployment_id = "x"
  stage_name    = "logs_foreign"
}

resource "aws_api_gateway_stage" "logs_foreign_none" {
  rest_api_id   = "def456"
  deployment_id = "x"
  stage_name    = "logs_foreign_none"
}

resource "aws_api_gateway_method_settings" "logs_foreign" {
  rest_api_id = "abc123"
  stage_name  = "logs_foreign"
  method_path = "*/*"
  settings {
    logging_level = "INFO"
  }
}

# API-007, API-012, API-016, API-028 (settings_…)

resource "aws_api_gateway_method_settings" "settings_bare" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = "bare"
  method_path = "*/*"
  settings {
  }
}

resource "aws_api_gateway_method_settings" "settings_bad" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = "bad"
  method_path = "*/*"
  settings {
    caching_enabled      = true
    cache_data_encrypted = false
    data_trace_enabled   = true
    metrics_enabled      = false
  }
}

resource "aws_api_gateway_method_settings" "settings_caching" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = "caching"
  method_path = "*/*"
  settings {
    caching_enabled        = true
    throttling_burst_limit = 50
  }
}

resource "aws_api_gateway_method_settings" "settings_safe" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = "safe"
  method_path = "*/*"
  settings {
    caching_enabled        = true
    cache_data_encrypted   = true
    data_trace_enabled     = false
    metrics_enabled        = true
    throttling_rate_limit  = 100
    throttling_burst_limit = 50
  }
}

resource "aws_api_gateway_method_settings" "settings_unknown" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = "unknown"
  method_path = "*/*"
  settings {
    caching_enabled       = terraform_data.later.output == "later"
    cache_data_encrypted  = false
    data_trace_enabled    = terraform_data.later.output == "later"
    metrics_enabled       = terraform_data.later.output == "later"
    throttling_rate_limit = length(terraform_data.later.output)
  }
}

resource "aws_api_gateway_method_settings" "settings_plan" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = "plan"
  method_path = "*/*"
  settings {
  }
}

resource "aws_api_gateway_method_settings" "settings_plan_without" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = "plan-without"
  method_path = "*/*"
  settings {
  }
}

resource "aws_api_gateway_method_settings" "settings_plan_other_api" {
  rest_api_id = aws_api_gateway_rest_api.two.id
  stage_name  = "plan"
  method_path = "*/*"
  settings {
  }
}

resource "aws_api_gateway_method_settings" "settings_plan_unknown" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = "plan-unknown"
  method_path = "*/*"
  settings {
  }
}

resource "aws_api_gateway_usage_plan" "limited" {
  name = "limited"
  api_stages {
    api_id = aws_api_gateway_rest_api.one.id
    stage  = "plan"
  }
  throttle_settings {
    rate_limit  = 10
    burst_limit = 5
  }
}

resource "aws_api_gateway_usage_plan" "unlimited" {
  name = "unlimited"
  api_stages {
    api_id = aws_api_gateway_rest_api.one.id
    stage  = "plan-without"
  }
}

# Of which API is known only after apply.
resource "aws_api_gateway_usage_plan" "unknown" {
  name = "unknown"
  api_stages {
    api_id = terraform_data.later.output
    stage  = "plan-unknown"
  }
  throttle_settings {
    rate_limit  = 10
    burst_limit = 5
  }
}

# API-008 (acl_…)

resource "aws_api_gateway_stage" "acl_none" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  deployment_id = "x"
  stage_name    = "acl_none"
}

resource "aws_api_gateway_stage" "acl_linked" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  deployment_id = "x"
  stage_name    = "acl_linked"
}

resource "aws_api_gateway_stage" "acl_private" {
  rest_api_id   = aws_api_gateway_rest_api.private.id
  deployment_id = "x"
  stage_name    = "acl_private"
}

resource "aws_api_gateway_stage" "acl_foreign" {
  rest_api_id   = "abc123"
  deployment_id = "x"
  stage_name    = "acl_foreign"
}

resource "aws_wafv2_web_acl_association" "linked" {
  resource_arn = aws_api_gateway_stage.acl_linked.arn
  web_acl_arn  = "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/x/y"
}

# API-009 (certificate_…)

resource "aws_api_gateway_integration" "http" {
  rest_api_id             = aws_api_gateway_rest_api.one.id
  resource_id             = aws_api_gateway_rest_api.one.root_resource_id
  http_method             = "GET"
  integration_http_method = "GET"
  type                    = "HTTP_PROXY"
  uri                     = "https://example.com/"
}

resource "aws_api_gateway_integration" "lambda" {
  rest_api_id             = aws_api_gateway_rest_api.two.id
  resource_id             = aws_api_gateway_rest_api.two.root_resource_id
  http_method             = "GET"
  integration_http_method = "POST"
  type                    = "AWS_PROXY"
  uri                     = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:x/invocations"
}

resource "aws_api_gateway_stage" "certificate_none" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  deployment_id = "x"
  stage_name    = "certificate_none"
}

resource "aws_api_gateway_stage" "certificate_set" {
  rest_api_id           = aws_api_gateway_rest_api.one.id
  deployment_id         = "x"
  stage_name            = "certificate_set"
  client_certificate_id = "abc"
}

resource "aws_api_gateway_stage" "certificate_unknown" {
  rest_api_id           = aws_api_gateway_rest_api.one.id
  deployment_id         = "x"
  stage_name            = "certificate_unknown"
  client_certificate_id = terraform_data.later.output
}

resource "aws_api_gateway_stage" "certificate_lambda" {
  rest_api_id   = aws_api_gateway_rest_api.two.id
  deployment_id = "x"
  stage_name    = "certificate_lambda"
}

# Left alone (existing_…), see state.json

resource "aws_api_gateway_stage" "existing_no_op" {
  rest_api_id   = "abc123"
  deployment_id = "x"
  stage_name    = "existing_no_op"
}
