resource "aws_dynamodb_table" "this" {
  for_each = var.tables

  name                        = coalesce(each.value.table_name, each.key)
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = each.value.hash_key
  range_key                   = each.value.range_key
  deletion_protection_enabled = each.value.deletion_protection
  tags                        = each.value.tags

  dynamic "attribute" {
    for_each = each.value.attributes

    content {
      name = attribute.key
      type = attribute.value
    }
  }

  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = each.value.recovery_days
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = each.value.kms_key_arn
  }
}
