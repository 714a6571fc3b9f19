variable "safe" {
  type = bool
}

resource "aws_api_gateway_rest_api" "this" {
  name = "module"
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id          = aws_api_gateway_rest_api.this.id
  deployment_id        = "x"
  stage_name           = "module"
  xray_tracing_enabled = var.safe
}

resource "aws_api_gateway_method_settings" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"
  settings {
    logging_level   = var.safe ? "ERROR" : "OFF"
    metrics_enabled = var.safe
  }
}
