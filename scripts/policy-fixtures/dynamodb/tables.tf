# DDB-001 (pitr_…)

resource "aws_dynamodb_table" "pitr_unset" {
  name         = "pitr-unset"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "pitr_off" {
  name         = "pitr-off"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = false
  }
}

resource "aws_dynamodb_table" "pitr_on" {
  name         = "pitr-on"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_dynamodb_table" "pitr_unknown" {
  name         = "pitr-unknown"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = terraform_data.later.output == "later"
  }
}

module "pitr_module" {
  source   = "./modules/table"
  for_each = { on = true, off = false }
  recovery = each.value
}

# DDB-002 (key_…)

resource "aws_dynamodb_table" "key_unset" {
  name         = "key-unset"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "key_default" {
  name         = "key-default"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  server_side_encryption {
    enabled = true
  }
}

resource "aws_dynamodb_table" "key_off" {
  name         = "key-off"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  server_side_encryption {
    enabled     = false
    kms_key_arn = "arn:aws:kms:us-east-1:111111111111:key/x"
  }
}

resource "aws_dynamodb_table" "key_own" {
  name         = "key-own"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = "arn:aws:kms:us-east-1:111111111111:key/x"
  }
}

resource "aws_dynamodb_table" "key_created" {
  name         = "key-created"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.key.arn
  }
}

resource "aws_dynamodb_table" "key_unknown" {
  name         = "key-unknown"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  server_side_encryption {
    enabled     = terraform_data.later.output == "later"
    kms_key_arn = aws_kms_key.key.arn
  }
}

resource "aws_kms_key" "key" {}

# DDB-003 (protected_…)

resource "aws_dynamodb_table" "protected_unset" {
  name         = "protected-unset"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "protected_off" {
  name         = "protected-off"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  deletion_protection_enabled = false
}

resource "aws_dynamodb_table" "protected_on" {
  name         = "protected-on"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  deletion_protection_enabled = true
}

resource "aws_dynamodb_table" "protected_unknown" {
  name         = "protected-unknown"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  deletion_protection_enabled = terraform_data.later.output == "later"
}

# DDB-004 (demand_…)

resource "aws_dynamodb_table" "demand_fixed" {
  name     = "demand-fixed"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  billing_mode   = "PROVISIONED"
  read_capacity  = 5
  write_capacity = 5
}

resource "aws_dynamodb_table" "demand_unset" {
  name     = "demand-unset"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  read_capacity  = 5
  write_capacity = 5
}

resource "aws_dynamodb_table" "demand_on_request" {
  name     = "demand-on-request"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  billing_mode = "PAY_PER_REQUEST"
}

resource "aws_dynamodb_table" "demand_scaled" {
  name     = "demand-scaled"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  read_capacity  = 5
  write_capacity = 5
}

resource "aws_dynamodb_table" "demand_half" {
  name     = "demand-half"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  read_capacity  = 5
  write_capacity = 5
}

resource "aws_dynamodb_table" "demand_literal" {
  name     = "demand-literal"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  read_capacity  = 5
  write_capacity = 5
}

resource "aws_dynamodb_table" "demand_unnamed" {
  name     = terraform_data.later.output
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  read_capacity  = 5
  write_capacity = 5
}

resource "aws_dynamodb_table" "demand_later" {
  name     = "demand-later"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  billing_mode   = terraform_data.later.output
  read_capacity  = 5
  write_capacity = 5
}

locals {
  dimensions = {
    read  = "dynamodb:table:ReadCapacityUnits"
    write = "dynamodb:table:WriteCapacityUnits"
  }
}

resource "aws_appautoscaling_target" "scaled" {
  for_each           = local.dimensions
  service_namespace  = "dynamodb"
  resource_id        = "table/${aws_dynamodb_table.demand_scaled.name}"
  scalable_dimension = each.value
  min_capacity       = 1
  max_capacity       = 10
}

resource "aws_appautoscaling_target" "literal" {
  for_each           = local.dimensions
  service_namespace  = "dynamodb"
  resource_id        = "table/demand-literal"
  scalable_dimension = each.value
  min_capacity       = 1
  max_capacity       = 10
}

resource "aws_appautoscaling_target" "unnamed" {
  for_each           = local.dimensions
  service_namespace  = "dynamodb"
  resource_id        = "table/${aws_dynamodb_table.demand_unnamed.name}"
  scalable_dimension = each.value
  min_capacity       = 1
  max_capacity       = 10
}

resource "aws_appautoscaling_target" "half" {
  service_namespace  = "dynamodb"
  resource_id        = "table/${aws_dynamodb_table.demand_half.name}"
  scalable_dimension = local.dimensions.read
  min_capacity       = 1
  max_capacity       = 10
}

# DDB-005, DDB-006, DDB-011 (replica_…)

resource "aws_dynamodb_table" "replica_bare" {
  name     = "replica-bare"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  billing_mode     = "PAY_PER_REQUEST"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"
  replica {
    region_name = "eu-west-1"
  }
}

resource "aws_dynamodb_table" "replica_safe" {
  name     = "replica-safe"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  billing_mode     = "PAY_PER_REQUEST"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"
  replica {
    region_name            = "us-west-2"
    kms_key_arn            = "arn:aws:kms:us-west-2:111111111111:key/x"
    point_in_time_recovery = true
  }
}

resource "aws_dynamodb_table" "replica_unknown" {
  name     = "replica-unknown"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  billing_mode     = "PAY_PER_REQUEST"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"
  replica {
    region_name            = terraform_data.later.output
    kms_key_arn            = terraform_data.later.output
    point_in_time_recovery = terraform_data.later.output == "later"
  }
}

resource "aws_dynamodb_table" "replica_none" {
  name         = "replica-none"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table_replica" "replica_bare" {
  global_table_arn = aws_dynamodb_table.replica_none.arn
}

resource "aws_dynamodb_table_replica" "replica_safe" {
  global_table_arn       = aws_dynamodb_table.replica_none.arn
  kms_key_arn            = aws_kms_key.key.arn
  point_in_time_recovery = true
}

resource "aws_dynamodb_table_replica" "replica_unknown" {
  global_table_arn       = aws_dynamodb_table.replica_none.arn
  kms_key_arn            = terraform_data.later.output
  point_in_time_recovery = terraform_data.later.output == "later"
}

# DDB-012 (window_…)

resource "aws_dynamodb_table" "window_short" {
  name         = "window-short"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = 3
  }
}

resource "aws_dynamodb_table" "window_week" {
  name         = "window-week"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = 7
  }
}

resource "aws_dynamodb_table" "window_default" {
  name         = "window-default"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_dynamodb_table" "window_unknown" {
  name         = "window-unknown"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = length(terraform_data.later.output)
  }
}

# DDB-013 (capacity_…)

resource "aws_dynamodb_table" "capacity_read" {
  name     = "capacity-read"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  read_capacity  = 500
  write_capacity = 5
}

resource "aws_dynamodb_table" "capacity_write" {
  name     = "capacity-write"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  read_capacity  = 5
  write_capacity = 101
}

resource "aws_dynamodb_table" "capacity_small" {
  name     = "capacity-small"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  read_capacity  = 100
  write_capacity = 5
}

resource "aws_dynamodb_table" "capacity_on_request" {
  name     = "capacity-on-request"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  billing_mode = "PAY_PER_REQUEST"
}

resource "aws_dynamodb_table" "capacity_unknown" {
  name     = "capacity-unknown"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  billing_mode   = terraform_data.later.output
  read_capacity  = length(terraform_data.later.output)
  write_capacity = 5
}

# DDB-015 (backup_…)

resource "aws_dynamodb_table" "backup_none" {
  name         = "backup-none"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "backup_other_tag" {
  name         = "backup-other-tag"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  tags = {
    Backup = "no"
  }
}

resource "aws_dynamodb_table" "backup_tagged" {
  name         = "backup-tagged"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  tags = {
    Backup = "daily"
  }
}

resource "aws_dynamodb_table" "backup_tag_unknown" {
  name         = "backup-tag-unknown"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
  tags = {
    Backup = terraform_data.later.output
  }
}

resource "aws_dynamodb_table" "backup_listed" {
  name         = "backup-listed"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "backup_named" {
  name         = "backup-named"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_table" "backup_unnamed" {
  name         = terraform_data.later.output
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_backup_selection" "listed" {
  name         = "listed"
  plan_id      = "x"
  iam_role_arn = "arn:aws:iam::111111111111:role/backup"
  resources    = [aws_dynamodb_table.backup_listed.arn]
}

resource "aws_backup_selection" "named" {
  name         = "named"
  plan_id      = "x"
  iam_role_arn = "arn:aws:iam::111111111111:role/backup"
  resources    = ["arn:aws:dynamodb:*:*:table/backup-na*"]
}

resource "aws_backup_selection" "tagged" {
  name         = "tagged"
  plan_id      = "x"
  iam_role_arn = "arn:aws:iam::111111111111:role/backup"
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "Backup"
    value = "daily"
  }
}

# Deleted and left alone: every rule on tables would find something (existing_…), see state.json

resource "aws_dynamodb_table" "existing_no_op" {
  name     = "existing-no-op"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  billing_mode   = "PROVISIONED"
  read_capacity  = 5
  write_capacity = 5
}
