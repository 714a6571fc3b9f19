# As public key modules make one: rotation, an alias, the account's root as administrator, users by ARN.
resource "aws_kms_key" "this" {
  description             = "Complete key example"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  is_enabled              = true
  multi_region            = false

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Default", Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "arn:aws:iam::123456789012:root" } },
      {
        Sid       = "KeyUsage"
        Effect    = "Allow"
        Action    = ["kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Encrypt", "kms:DescribeKey", "kms:Decrypt"]
        Resource  = "*"
        Principal = { AWS = "arn:aws:iam::123456789012:role/app" }
      },
    ]
  })
}

resource "aws_kms_alias" "this" {
  name          = "alias/one"
  target_key_id = aws_kms_key.this.key_id
}
