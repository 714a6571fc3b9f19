locals {
  names = { for key, role in var.roles : key => coalesce(role.role_name, key) }

  own_policies = { for key, role in var.roles : key => role if role.permissions_policy_file != null }

  attachments = merge([
    for key, role in var.roles : { for arn in role.managed_policy_arns : "${key}/${arn}" => { role = key, arn = arn } }
  ]...)
}

resource "aws_iam_role" "this" {
  for_each = var.roles

  name                 = local.names[each.key]
  description          = each.value.description
  path                 = each.value.path
  assume_role_policy   = file("${path.root}/${each.value.trust_policy_file}")
  permissions_boundary = each.value.permissions_boundary_arn
  max_session_duration = each.value.max_session_duration
  tags                 = each.value.tags
}

resource "aws_iam_policy" "this" {
  for_each = local.own_policies

  name        = local.names[each.key]
  description = "Permissions of the role ${local.names[each.key]}"
  path        = each.value.path
  policy      = file("${path.root}/${each.value.permissions_policy_file}")
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
