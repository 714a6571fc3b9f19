# Keys that cannot rotate: asymmetric and HMAC.
locals {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::123456789012:role/KeyAdministrator" }
        Action    = ["kms:Describe*", "kms:Get*", "kms:List*", "kms:Put*", "kms:ScheduleKeyDeletion"]
        Resource  = "*"
      },
      {
        Sid       = "Sign"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::123456789012:role/signer" }
        Action    = ["kms:Sign", "kms:Verify", "kms:GetPublicKey"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_kms_key" "signing" {
  description              = "Signs releases"
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "ECC_NIST_P256"
  deletion_window_in_days  = 30
  policy                   = local.policy
}

resource "aws_kms_key" "hmac" {
  description              = "Session tokens"
  key_usage                = "GENERATE_VERIFY_MAC"
  customer_master_key_spec = "HMAC_256"
  deletion_window_in_days  = 30
  policy                   = local.policy
}
