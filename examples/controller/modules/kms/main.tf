locals {
  # What JSON documents leave to the deployment. IAM's own variables have a colon and stay: ${aws:username}.
  texts = { for name in toset(compact([for key in var.keys : key.key_policy_file])) : name => file("${path.root}/${name}") }
  documents = {
    for name, text in local.texts : name => replace(replace(replace(text,
      "$${account_id}", var.account_id),
      "$${region}", var.region),
    "$${vpc_endpoint_id}", strcontains(text, "$${vpc_endpoint_id}") ? var.vpc_endpoint_id : "")
  }

  account_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "EnableIamPolicies"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_key" "this" {
  for_each = var.keys

  description             = each.value.description
  enable_key_rotation     = each.value.enable_key_rotation
  rotation_period_in_days = each.value.rotation_period_in_days
  deletion_window_in_days = each.value.deletion_window_in_days
  multi_region            = each.value.multi_region
  policy                  = each.value.key_policy_file == null ? local.account_policy : local.documents[each.value.key_policy_file]
  tags                    = each.value.tags
}

resource "aws_kms_alias" "this" {
  for_each = var.keys

  name          = "alias/${coalesce(each.value.alias, each.key)}"
  target_key_id = aws_kms_key.this[each.key].key_id
}
