# Policies that give away more than they look like.
locals {
  statements = {
    exfiltrate = { actions = ["s3:GetObject"], resource = "*" }
    write      = { actions = ["dynamodb:PutItem"], resource = "*" }
    escalate   = { actions = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], resource = "*" }
    expose     = { actions = ["s3:PutBucketPolicy"], resource = "*" }
    star       = { actions = ["s3:*"], resource = "*" }
    secrets    = { actions = ["secretsmanager:GetSecretValue"], resource = "*" }
  }
}

resource "aws_iam_policy" "wide" {
  for_each = local.statements
  name     = each.key

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = each.value.actions
      Resource = each.value.resource
    }]
  })
}

resource "aws_iam_account_password_policy" "weak" {
  minimum_password_length = 8
}
