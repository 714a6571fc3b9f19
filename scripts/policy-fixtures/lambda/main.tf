# LAM-002 (public_…)

resource "aws_lambda_permission" "public_open" {
  function_name = "x"
  action        = "lambda:InvokeFunction"
  principal     = "*"
}

resource "aws_lambda_permission" "public_organisation" {
  function_name    = "x"
  action           = "lambda:InvokeFunction"
  principal        = "*"
  principal_org_id = "o-1"
}

resource "aws_sns_topic" "source" {}

# Set and known only after apply.
resource "aws_lambda_permission" "public_source" {
  function_name = "x"
  action        = "lambda:InvokeFunction"
  principal     = "*"
  source_arn    = aws_sns_topic.source.arn
}

resource "aws_lambda_permission" "public_named" {
  function_name = "x"
  action        = "lambda:InvokeFunction"
  principal     = "sns.amazonaws.com"
}

resource "aws_lambda_permission" "public_unknown" {
  function_name = "x"
  action        = "lambda:InvokeFunction"
  principal     = terraform_data.later.output
}

module "public_module" {
  source    = "./modules/permission"
  for_each  = { open = "*", named = "sns.amazonaws.com" }
  principal = each.value
}
