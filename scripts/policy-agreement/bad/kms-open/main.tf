# A key that everybody may use, and one that does not rotate.
resource "aws_kms_key" "open" {
  description         = "Shared with everybody"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_key" "still" {
  description             = "Never rotates"
  deletion_window_in_days = 7
}

resource "aws_kms_key" "off" {
  description         = "Disabled"
  enable_key_rotation = false
  is_enabled          = false
}
