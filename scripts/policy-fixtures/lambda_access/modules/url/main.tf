resource "aws_lambda_function_url" "this" {
  function_name      = "x"
  authorization_type = "NONE"
  cors {
    allow_origins = ["*"]
  }
}
