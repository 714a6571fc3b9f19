variable "authorization" {
  type = string
}

resource "aws_apigatewayv2_api" "this" {
  name          = "module"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_route" "this" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "GET /orders"
  authorization_type = var.authorization
  authorizer_id      = var.authorization == "NONE" ? null : "x"
}
