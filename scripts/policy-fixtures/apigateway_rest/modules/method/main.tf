variable "authorization" {
  type = string
}

resource "aws_api_gateway_rest_api" "this" {
  name = "module"
}

resource "aws_api_gateway_method" "this" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  resource_id   = aws_api_gateway_rest_api.this.root_resource_id
  http_method   = "GET"
  authorization = var.authorization
}
