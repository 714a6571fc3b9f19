resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_api" "socket" {
  name                       = "socket"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
}

# API-003, API-012, API-024, API-025 (stage_…)

resource "aws_apigatewayv2_stage" "stage_bare" {
  api_id = aws_apigatewayv2_api.http.id
  name   = "stage-bare"
}

resource "aws_apigatewayv2_stage" "stage_full" {
  api_id = aws_apigatewayv2_api.http.id
  name   = "stage-full"
  access_log_settings {
    destination_arn = "arn:aws:logs:us-east-1:111111111111:log-group:x"
    format          = "$context.requestId"
  }
  default_route_settings {
    throttling_rate_limit  = 100
    throttling_burst_limit = 50
  }
}

resource "aws_apigatewayv2_stage" "stage_rate_only" {
  api_id = aws_apigatewayv2_api.http.id
  name   = "stage-rate-only"
  default_route_settings {
    throttling_rate_limit = 100
  }
}

resource "aws_apigatewayv2_stage" "stage_unknown" {
  api_id = aws_apigatewayv2_api.http.id
  name   = "stage-unknown"
  access_log_settings {
    destination_arn = terraform_data.later.output
    format          = terraform_data.later.output
  }
  default_route_settings {
    data_trace_enabled     = terraform_data.later.output == "later"
    throttling_rate_limit  = length(terraform_data.later.output)
    throttling_burst_limit = length(terraform_data.later.output)
  }
}

resource "aws_apigatewayv2_stage" "stage_socket" {
  api_id = aws_apigatewayv2_api.socket.id
  name   = "stage-socket"
}

resource "aws_apigatewayv2_stage" "stage_socket_off" {
  api_id = aws_apigatewayv2_api.socket.id
  name   = "stage-socket-off"
  default_route_settings {
    logging_level = "OFF"
  }
}

resource "aws_apigatewayv2_stage" "stage_socket_traced" {
  api_id = aws_apigatewayv2_api.socket.id
  name   = "stage-socket-traced"
  default_route_settings {
    logging_level      = "INFO"
    data_trace_enabled = true
  }
}

resource "aws_apigatewayv2_stage" "stage_socket_error" {
  api_id = aws_apigatewayv2_api.socket.id
  name   = "stage-socket-error"
  default_route_settings {
    logging_level = "ERROR"
  }
  route_settings {
    route_key          = "$connect"
    data_trace_enabled = true
  }
}

resource "aws_apigatewayv2_stage" "stage_socket_unknown" {
  api_id = aws_apigatewayv2_api.socket.id
  name   = "stage-socket-unknown"
  default_route_settings {
    logging_level = terraform_data.later.output
  }
}

resource "aws_apigatewayv2_stage" "stage_foreign" {
  api_id = "abc123"
  name   = "stage-foreign"
}

# API-006 (route_…)

resource "aws_apigatewayv2_route" "route_unset" {
  api_id    = aws_apigatewayv2_api.http.id
  route_key = "GET /orders"
}

resource "aws_apigatewayv2_route" "route_none" {
  api_id             = aws_apigatewayv2_api.http.id
  route_key          = "$default"
  authorization_type = "NONE"
}

resource "aws_apigatewayv2_route" "route_jwt" {
  api_id             = aws_apigatewayv2_api.http.id
  route_key          = "POST /orders"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.authorizer_jwt.id
}

resource "aws_apigatewayv2_route" "route_preflight" {
  api_id    = aws_apigatewayv2_api.http.id
  route_key = "OPTIONS /orders"
}

resource "aws_apigatewayv2_route" "route_health" {
  api_id    = aws_apigatewayv2_api.http.id
  route_key = "GET /health"
}

resource "aws_apigatewayv2_route" "route_unknown" {
  api_id             = aws_apigatewayv2_api.http.id
  route_key          = "PUT /orders"
  authorization_type = terraform_data.later.output
}

resource "aws_apigatewayv2_route" "route_connect" {
  api_id    = aws_apigatewayv2_api.socket.id
  route_key = "$connect"
}

resource "aws_apigatewayv2_route" "route_socket_default" {
  api_id    = aws_apigatewayv2_api.socket.id
  route_key = "$default"
}

resource "aws_apigatewayv2_route" "route_message" {
  api_id    = aws_apigatewayv2_api.socket.id
  route_key = "message"
}

# Of an API outside of this plan: only the route's key tells which kind it is.

resource "aws_apigatewayv2_route" "route_foreign" {
  api_id    = "abc123"
  route_key = "ANY /orders"
}

resource "aws_apigatewayv2_route" "route_foreign_message" {
  api_id    = "abc123"
  route_key = "message"
}

resource "aws_apigatewayv2_route" "route_foreign_default" {
  api_id    = "abc123"
  route_key = "$default"
}

module "route_module" {
  source        = "./modules/route"
  for_each      = { open = "NONE", iam = "AWS_IAM" }
  authorization = each.value
}

# API-011, API-027 (domain_…)

resource "aws_apigatewayv2_domain_name" "domain_new" {
  domain_name = "domain-new.example.com"
  domain_name_configuration {
    certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_domain_name" "domain_unknown" {
  domain_name = "domain-unknown.example.com"
  domain_name_configuration {
    certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
    endpoint_type   = "REGIONAL"
    security_policy = terraform_data.later.output
  }
}

resource "aws_apigatewayv2_domain_name" "domain_partner" {
  domain_name = "domain-partner.example.com"
  domain_name_configuration {
    certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
  tags = {
    Exposure = "partner"
  }
}

resource "aws_apigatewayv2_domain_name" "domain_partner_mutual" {
  domain_name = "domain-partner-mutual.example.com"
  domain_name_configuration {
    certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/x"
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
  mutual_tls_authentication {
    truststore_uri = "s3://x/y.pem"
  }
  tags = {
    Exposure = "partner"
  }
}

# API-017 (cors_…)

resource "aws_apigatewayv2_api" "cors_every" {
  name          = "cors-every"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins = ["https://example.com", "*"]
  }
}

resource "aws_apigatewayv2_api" "cors_listed" {
  name          = "cors-listed"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins = ["https://example.com"]
  }
}

resource "aws_apigatewayv2_api" "cors_unset" {
  name          = "cors-unset"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_api" "cors_unknown" {
  name          = "cors-unknown"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins = [terraform_data.later.output]
  }
}

# API-018 (endpoint_…)

resource "aws_apigatewayv2_api" "endpoint_open" {
  name          = "endpoint-open"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_api" "endpoint_off" {
  name                         = "endpoint-off"
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = true
}

resource "aws_apigatewayv2_api" "endpoint_unknown" {
  name                         = "endpoint-unknown"
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = terraform_data.later.output == "later"
}

resource "aws_apigatewayv2_api" "endpoint_unmapped" {
  name          = "endpoint-unmapped"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_api_mapping" "open" {
  api_id      = aws_apigatewayv2_api.endpoint_open.id
  stage       = "x"
  domain_name = "example.com"
}

resource "aws_apigatewayv2_api_mapping" "off" {
  api_id      = aws_apigatewayv2_api.endpoint_off.id
  stage       = "x"
  domain_name = "example.com"
}

resource "aws_apigatewayv2_api_mapping" "unknown" {
  api_id      = aws_apigatewayv2_api.endpoint_unknown.id
  stage       = "x"
  domain_name = "example.com"
}

# API-020 (integration_…)

resource "aws_apigatewayv2_integration" "integration_plain" {
  api_id             = aws_apigatewayv2_api.http.id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = "http://example.com/"
}

resource "aws_apigatewayv2_integration" "integration_socket_plain" {
  api_id             = aws_apigatewayv2_api.http.id
  integration_type   = "HTTP"
  integration_method = "GET"
  integration_uri    = "http://example.com/"
}

resource "aws_apigatewayv2_integration" "integration_tls" {
  api_id             = aws_apigatewayv2_api.http.id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = "https://example.com/"
}

resource "aws_apigatewayv2_integration" "integration_link" {
  api_id             = aws_apigatewayv2_api.http.id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = "http://internal.example.com/"
  connection_type    = "VPC_LINK"
  connection_id      = "abc"
}

resource "aws_apigatewayv2_integration" "integration_unknown" {
  api_id             = aws_apigatewayv2_api.http.id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = terraform_data.later.output
}

resource "aws_apigatewayv2_integration" "integration_lambda" {
  api_id             = aws_apigatewayv2_api.http.id
  integration_type   = "AWS_PROXY"
  integration_method = "GET"
  integration_uri    = "arn:aws:lambda:us-east-1:111111111111:function:x"
}

# API-026 (authorizer_…)

resource "aws_apigatewayv2_authorizer" "authorizer_jwt" {
  api_id           = aws_apigatewayv2_api.http.id
  name             = "authorizer_jwt"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    audience = ["orders"]
    issuer   = "https://example.com"
  }
}

resource "aws_apigatewayv2_authorizer" "authorizer_no_audience" {
  api_id           = aws_apigatewayv2_api.http.id
  name             = "authorizer_no_audience"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    issuer = "https://example.com"
  }
}

resource "aws_apigatewayv2_authorizer" "authorizer_no_issuer" {
  api_id           = aws_apigatewayv2_api.http.id
  name             = "authorizer_no_issuer"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    audience = ["orders"]
  }
}

resource "aws_apigatewayv2_authorizer" "authorizer_no_configuration" {
  api_id           = aws_apigatewayv2_api.http.id
  name             = "authorizer_no_configuration"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
}

resource "aws_apigatewayv2_authorizer" "authorizer_unknown" {
  api_id           = aws_apigatewayv2_api.http.id
  name             = "authorizer_unknown"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    audience = [terraform_data.later.output]
    issuer   = terraform_data.later.output
  }
}

resource "aws_apigatewayv2_authorizer" "authorizer_request" {
  api_id                            = aws_apigatewayv2_api.http.id
  name                              = "authorizer_request"
  authorizer_type                   = "REQUEST"
  identity_sources                  = ["$request.header.Authorization"]
  authorizer_uri                    = "arn:aws:apigateway:us-east-1:lambda:path/x"
  authorizer_payload_format_version = "2.0"
}

# Left alone (existing_…), see state.json

resource "aws_apigatewayv2_route" "existing_no_op" {
  api_id    = "abc123"
  route_key = "GET /existing"
}
