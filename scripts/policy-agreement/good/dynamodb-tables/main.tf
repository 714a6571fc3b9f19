# Tables by for_each with a key of their own.
variable "tables" {
  type    = map(object({ hash_key = string }))
  default = { orders = { hash_key = "id" }, customers = { hash_key = "email" } }
}

resource "aws_kms_key" "tables" {
  description             = "Tables of the shop"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_dynamodb_table" "this" {
  for_each                    = var.tables
  name                        = each.key
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = each.value.hash_key
  deletion_protection_enabled = true

  attribute {
    name = each.value.hash_key
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.tables.arn
  }
}
