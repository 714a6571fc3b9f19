locals {
  names = { for key, gateway in var.gateways : key => coalesce(gateway.api_name, key) }

  routes    = merge([for key, gateway in var.gateways : { for name, route in gateway.routes : "${key}/${name}" => merge(route, { gateway = key, name = name }) }]...)
  with_jwt  = { for key, gateway in var.gateways : key => gateway if gateway.jwt != null }
  with_name = { for key, gateway in var.gateways : key => gateway if gateway.domain != null }

  # Each function is let in once for each API, whatever the number of its routes.
  functions = merge([
    for key, gateway in var.gateways : {
      for arn in toset([for route in gateway.routes : route.function_arn if route.function_arn != null]) : "${key}/${arn}" => { gateway = key, arn = arn }
    }
  ]...)
}

resource "aws_apigatewayv2_api" "this" {
  for_each = var.gateways

  name                         = local.names[each.key]
  description                  = each.value.description
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = each.value.domain != null
  tags                         = each.value.tags

  dynamic "cors_configuration" {
    for_each = each.value.cors[*]

    content {
      allow_origins = cors_configuration.value.origins
      allow_methods = cors_configuration.value.methods
      allow_headers = cors_configuration.value.headers
      max_age       = 300
    }
  }
}

resource "aws_apigatewayv2_integration" "this" {
  for_each = local.routes

  api_id                 = aws_apigatewayv2_api.this[each.value.gateway].id
  integration_type       = each.value.url == null ? "AWS_PROXY" : "HTTP_PROXY"
  integration_method     = each.value.url == null ? "POST" : "ANY"
  integration_uri        = each.value.url == null ? "arn:aws:apigateway:${var.region}:lambda:path/2015-03-31/functions/${each.value.function_arn}/invocations" : each.value.url
  payload_format_version = each.value.url == null ? "2.0" : "1.0"
  timeout_milliseconds   = each.value.timeout_seconds * 1000
}

resource "aws_apigatewayv2_authorizer" "this" {
  for_each = local.with_jwt

  api_id           = aws_apigatewayv2_api.this[each.key].id
  name             = "${local.names[each.key]}-jwt"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = each.value.jwt.issuer
    audience = each.value.jwt.audience
  }
}

resource "aws_apigatewayv2_route" "this" {
  for_each = local.routes

  api_id               = aws_apigatewayv2_api.this[each.value.gateway].id
  route_key            = each.value.name
  target               = "integrations/${aws_apigatewayv2_integration.this[each.key].id}"
  authorization_type   = each.value.authorization
  authorizer_id        = each.value.authorization == "JWT" ? aws_apigatewayv2_authorizer.this[each.value.gateway].id : null
  authorization_scopes = each.value.authorization == "JWT" ? each.value.scopes : null
}

resource "aws_lambda_permission" "this" {
  for_each = local.functions

  statement_id  = local.names[each.value.gateway]
  function_name = each.value.arn
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this[each.value.gateway].execution_arn}/*"
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = var.gateways

  name              = "/aws/apigateway/${local.names[each.key]}"
  retention_in_days = each.value.log_retention_days
  kms_key_id        = each.value.kms_key_arn
  tags              = each.value.tags
}

resource "aws_apigatewayv2_stage" "this" {
  for_each = var.gateways

  api_id      = aws_apigatewayv2_api.this[each.key].id
  name        = "$default"
  auto_deploy = true
  tags        = each.value.tags

  # Who called what, when, and how it went. No bodies, no tokens.
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.this[each.key].arn
    format = jsonencode({
      requestId        = "$context.requestId"
      requestTime      = "$context.requestTime"
      ip               = "$context.identity.sourceIp"
      caller           = "$context.identity.caller"
      routeKey         = "$context.routeKey"
      status           = "$context.status"
      responseLength   = "$context.responseLength"
      responseLatency  = "$context.responseLatency"
      integrationError = "$context.integrationErrorMessage"
    })
  }

  default_route_settings {
    detailed_metrics_enabled = true
    throttling_rate_limit    = each.value.requests_per_second
    throttling_burst_limit   = each.value.burst_requests
  }
}

# ── A name of its own ─────────────────────────────────────────────────────────

resource "aws_apigatewayv2_domain_name" "this" {
  for_each = local.with_name

  domain_name = each.value.domain.name
  tags        = each.value.tags

  domain_name_configuration {
    certificate_arn = each.value.domain.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }

  dynamic "mutual_tls_authentication" {
    for_each = each.value.domain.truststore_uri[*]

    content {
      truststore_uri = mutual_tls_authentication.value
    }
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  for_each = local.with_name

  api_id      = aws_apigatewayv2_api.this[each.key].id
  domain_name = aws_apigatewayv2_domain_name.this[each.key].domain_name
  stage       = aws_apigatewayv2_stage.this[each.key].name
}
