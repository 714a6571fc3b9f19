# An HTTP API without authorisation or logs.
resource "aws_apigatewayv2_api" "open" {
  name          = "open"
  protocol_type = "HTTP"

  cors_configuration {
    allow_origins = ["*"]
  }
}

resource "aws_apigatewayv2_route" "open" {
  for_each  = toset(["GET /", "ANY /{proxy+}"])
  api_id    = aws_apigatewayv2_api.open.id
  route_key = each.key
}

resource "aws_apigatewayv2_stage" "open" {
  api_id      = aws_apigatewayv2_api.open.id
  name        = "$default"
  auto_deploy = true
}
