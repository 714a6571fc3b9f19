# A REST API that everybody may call and nobody watches.
resource "aws_api_gateway_rest_api" "open" {
  name = "open"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "*"
    }]
  })
}

resource "aws_api_gateway_method" "open" {
  count         = 2
  rest_api_id   = aws_api_gateway_rest_api.open.id
  resource_id   = aws_api_gateway_rest_api.open.root_resource_id
  http_method   = ["GET", "POST"][count.index]
  authorization = "NONE"
}

resource "aws_api_gateway_deployment" "open" {
  rest_api_id = aws_api_gateway_rest_api.open.id
}

resource "aws_api_gateway_stage" "open" {
  rest_api_id           = aws_api_gateway_rest_api.open.id
  deployment_id         = aws_api_gateway_deployment.open.id
  stage_name            = "open"
  cache_cluster_enabled = true
  cache_cluster_size    = "0.5"
}

resource "aws_api_gateway_method_settings" "open" {
  rest_api_id = aws_api_gateway_rest_api.open.id
  stage_name  = aws_api_gateway_stage.open.stage_name
  method_path = "*/*"

  settings {
    caching_enabled      = true
    cache_data_encrypted = false
    data_trace_enabled   = true
    logging_level        = "OFF"
  }
}

resource "aws_api_gateway_domain_name" "old" {
  domain_name     = "old.example.com"
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  security_policy = "TLS_1_0"
}
