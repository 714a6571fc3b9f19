variable "principal" {
  type = string
}

resource "aws_lambda_permission" "this" {
  function_name = "x"
  action        = "lambda:InvokeFunction"
  principal     = var.principal
}
