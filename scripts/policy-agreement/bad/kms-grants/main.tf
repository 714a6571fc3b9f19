# Another account's root may do everything, and a key policy beside its key.
resource "aws_kms_key" "shared" {
  count                   = 2
  description             = "Shared ${count.index}"
  deletion_window_in_days = 7
  enable_key_rotation     = count.index == 0
}

resource "aws_kms_key_policy" "shared" {
  count  = 2
  key_id = aws_kms_key.shared[count.index].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = count.index == 0 ? "*" : "arn:aws:iam::999999999999:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}
