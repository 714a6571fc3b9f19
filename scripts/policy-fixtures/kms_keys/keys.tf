# KMS-001 (rotation_…), KMS-002 (window_…), KMS-004 (explicit_…), KMS-005 (enabled_…), KMS-006 (lockout_…), KMS-008 (alias_…),
# KMS-011 (period_…), KMS-012 (region_…), KMS-013 (end_…), KMS-016 (described_…)

resource "aws_kms_key" "rotation_case" {
  for_each            = { on = true, off = false, unset = null, unknown = terraform_data.later.output }
  enable_key_rotation = each.value
}

resource "aws_kms_key" "rotation_signing" {
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "RSA_2048"
}

resource "aws_kms_key" "rotation_asymmetric" {
  customer_master_key_spec = "RSA_2048"
}

resource "aws_kms_key" "rotation_store" {
  custom_key_store_id = "cks-1"
}

resource "aws_kms_key" "rotation_usage_unknown" {
  key_usage = terraform_data.later.output
}

module "rotation_module" {
  source   = "./modules/key"
  for_each = { on = true, off = false }
  rotation = each.value
}

resource "aws_kms_key" "window_case" {
  for_each                = { short = 13, least = 14, unset = null, unknown = terraform_data.later.output }
  deletion_window_in_days = each.value
}

resource "aws_kms_replica_key" "window_replica" {
  primary_key_arn         = "arn:aws:kms:eu-west-1:111111111111:key/x"
  deletion_window_in_days = 7
}

resource "aws_kms_external_key" "window_external" {
  deletion_window_in_days = 7
}

resource "aws_kms_key" "explicit_unset" {}

# The policy in the state is the one that AWS has written.
resource "aws_kms_key" "explicit_update" {
  description = "new"
}

resource "aws_kms_key" "explicit_set" {
  policy = local.nobody
}

resource "aws_kms_key" "explicit_unknown" {
  policy = terraform_data.later.output
}

resource "aws_kms_key" "explicit_linked" {
  for_each = { a = "x" }
}

resource "aws_kms_key_policy" "linked" {
  for_each = aws_kms_key.explicit_linked
  key_id   = each.value.key_id
  policy   = local.nobody
}

resource "aws_kms_key" "enabled_case" {
  for_each   = { off = false, on = true, unset = null, unknown = terraform_data.later.output }
  is_enabled = each.value
}

resource "aws_kms_replica_key" "enabled_replica" {
  primary_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/x"
  enabled         = false
}

resource "aws_kms_external_key" "enabled_external" {
  for_each = { off = false, unset = null }
  enabled  = each.value
}

resource "aws_kms_key" "lockout_case" {
  for_each                           = { bypassed = true, kept = false, unset = null, unknown = terraform_data.later.output }
  bypass_policy_lockout_safety_check = each.value
}

resource "aws_kms_key_policy" "lockout_policy" {
  key_id                             = "x"
  policy                             = local.nobody
  bypass_policy_lockout_safety_check = true
}

resource "aws_kms_replica_key" "lockout_replica" {
  primary_key_arn                    = "arn:aws:kms:eu-west-1:111111111111:key/x"
  bypass_policy_lockout_safety_check = true
}

resource "aws_kms_external_key" "lockout_external" {
  bypass_policy_lockout_safety_check = true
}

resource "aws_kms_key" "alias_none" {}

resource "aws_kms_key" "alias_linked" {}

resource "aws_kms_alias" "linked" {
  name          = "alias/linked"
  target_key_id = aws_kms_key.alias_linked.key_id
}

module "alias_module" {
  source   = "./modules/key"
  for_each = { linked = "x", none = "x" }
}

resource "aws_kms_alias" "module" {
  name          = "alias/module"
  target_key_id = module.alias_module["linked"].key_id
}

resource "aws_kms_key" "period_case" {
  for_each                = { long = 366, year = 365, unknown = terraform_data.later.output }
  enable_key_rotation     = true
  rotation_period_in_days = each.value
}

resource "aws_kms_key" "period_unset" {
  enable_key_rotation = true
}

resource "aws_kms_key" "region_case" {
  for_each     = { many = true, one = false, unset = null, unknown = terraform_data.later.output }
  multi_region = each.value
}

resource "aws_kms_external_key" "region_external" {
  multi_region = true
}

resource "aws_kms_replica_key" "region_replica" {
  primary_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/x"
}

resource "aws_kms_external_key" "end_case" {
  for_each = { unset = null, set = "2030-01-01T00:00:00Z", unknown = terraform_data.later.output }
  valid_to = each.value
}

resource "aws_kms_key" "described_unset" {}

resource "aws_kms_key" "described_case" {
  for_each    = { set = "Orders", unknown = terraform_data.later.output }
  description = each.value
}
