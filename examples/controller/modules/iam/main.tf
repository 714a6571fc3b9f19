locals {
  # What JSON documents leave to the deployment. IAM's own variables have a colon and stay: ${aws:username}.
  texts = { for name in toset(compact(flatten([
    [for role in var.roles : [role.trust_policy_file, role.permissions_policy_file]],
    [for policy in var.policies : policy.permissions_policy_file],
    [for user in var.users : user.permissions_policy_file],
  ]))) : name => file("${path.root}/${name}") }
  documents = {
    for name, text in local.texts : name => replace(replace(replace(text,
      "$${account_id}", var.account_id),
      "$${region}", var.region),
    "$${vpc_endpoint_id}", strcontains(text, "$${vpc_endpoint_id}") ? var.vpc_endpoint_id : "")
  }

  names = { for key, role in var.roles : key => coalesce(role.role_name, key) }

  own_policies = { for key, role in var.roles : key => role if role.permissions_policy_file != null }

  attachments = merge([
    for key, role in var.roles : { for arn in role.managed_policy_arns : "${key}/${arn}" => { role = key, arn = arn } }
  ]...)

  policy_names = { for key, policy in var.policies : key => coalesce(policy.policy_name, key) }
  user_names   = { for key, user in var.users : key => coalesce(user.user_name, key) }

  users_own_policies = { for key, user in var.users : key => user if user.permissions_policy_file != null }
  users_in_groups    = { for key, user in var.users : key => user if length(user.groups) > 0 }

  users_attachments = merge([
    for key, user in var.users : { for arn in user.managed_policy_arns : "${key}/${arn}" => { user = key, arn = arn } }
  ]...)
}

# ── Roles ─────────────────────────────────────────────────────────────────────

resource "aws_iam_role" "this" {
  for_each = var.roles

  name                 = local.names[each.key]
  description          = each.value.description
  path                 = each.value.path
  assume_role_policy   = local.documents[each.value.trust_policy_file]
  permissions_boundary = each.value.permissions_boundary_arn
  max_session_duration = each.value.max_session_duration
  tags                 = each.value.tags
}

resource "aws_iam_policy" "this" {
  for_each = local.own_policies

  name        = local.names[each.key]
  description = "Permissions of the role ${local.names[each.key]}"
  path        = each.value.path
  policy      = local.documents[each.value.permissions_policy_file]
  tags        = each.value.tags
}

resource "aws_iam_role_policy_attachment" "own" {
  for_each = local.own_policies

  role       = aws_iam_role.this[each.key].name
  policy_arn = aws_iam_policy.this[each.key].arn
}

resource "aws_iam_role_policy_attachment" "managed" {
  for_each = local.attachments

  role       = aws_iam_role.this[each.value.role].name
  policy_arn = each.value.arn
}

# ── Policies that roles, groups and users of any deployment can have ──────────

resource "aws_iam_policy" "shared" {
  for_each = var.policies

  name        = local.policy_names[each.key]
  description = each.value.description
  path        = each.value.path
  policy      = local.documents[each.value.permissions_policy_file]
  tags        = each.value.tags
}

# ── Users, without a password and without access keys ─────────────────────────

resource "aws_iam_user" "this" {
  for_each = var.users

  name                 = local.user_names[each.key]
  path                 = each.value.path
  permissions_boundary = each.value.permissions_boundary_arn
  tags                 = each.value.tags
}

resource "aws_iam_user_group_membership" "this" {
  for_each = local.users_in_groups

  user   = aws_iam_user.this[each.key].name
  groups = each.value.groups
}

resource "aws_iam_policy" "user" {
  for_each = local.users_own_policies

  name        = local.user_names[each.key]
  description = "Permissions of the user ${local.user_names[each.key]}"
  path        = each.value.path
  policy      = local.documents[each.value.permissions_policy_file]
  tags        = each.value.tags
}

resource "aws_iam_user_policy_attachment" "own" {
  for_each = local.users_own_policies

  user       = aws_iam_user.this[each.key].name
  policy_arn = aws_iam_policy.user[each.key].arn
}

resource "aws_iam_user_policy_attachment" "managed" {
  for_each = local.users_attachments

  user       = aws_iam_user.this[each.value.user].name
  policy_arn = each.value.arn
}
