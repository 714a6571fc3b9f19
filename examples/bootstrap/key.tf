# With encryption = "aws:kms" and without kms_key_arn, the account that holds the bucket gets a key.
locals {
  create_key = var.create_state_bucket && var.encryption == "aws:kms" && var.kms_key_arn == null
  key_alias  = "alias/tf-orchestrator-state"
}

resource "aws_kms_key" "state" {
  count = local.create_key ? 1 : 0

  description             = "States and records of tf-orchestrator"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
      Action    = "kms:*"
      Resource  = "*"
      }], [
      for id in var.other_accounts : {
        Sid       = "Roles${id}"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${id}:root" }
        Action    = ["kms:GenerateDataKey", "kms:Decrypt"]
        Resource  = "*"
        Condition = {
          ArnEquals = { "aws:PrincipalArn" = ["arn:aws:iam::${id}:role/${var.plan_role_name}", "arn:aws:iam::${id}:role/${var.apply_role_name}"] }
        }
      }
    ])
  })

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "state" {
  count = local.create_key ? 1 : 0

  name          = local.key_alias
  target_key_id = aws_kms_key.state[0].key_id
}
