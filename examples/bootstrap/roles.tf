locals {
  bucket_arn = "arn:aws:s3:::${var.state_bucket}"

  # docs/security.md, "Rights on the bucket": what each role needs, and no more.
  bucket_rights = {
    plan = [
      { actions = ["s3:ListBucket"], on = [""] },
      { actions = ["s3:GetObject"], on = ["/*"] },
      { actions = ["s3:PutObject"], on = ["/records/*", "/starts/*", "/probes/*", "/drift/*", "/notifications/*", "/runs/*", "/durations/*", "/*.tflock"] },
      { actions = ["s3:DeleteObject"], on = ["/starts/*", "/runs/*", "/*.tflock"] },
    ]
    apply = concat([
      { actions = ["s3:ListBucket"], on = [""] },
      { actions = ["s3:GetObject", "s3:PutObject"], on = ["/*"] },
      { actions = ["s3:DeleteObject"], on = ["/starts/*", "/runs/*", "/*.tflock", "/backups/*", "/failed/*", "/audit-logs/*", "/records/*", "/drift/*", "/notifications/*", "/rollouts/*"] },
      ], [
      for locked in var.object_lock ? [true] : [] : { actions = ["s3:PutObjectRetention"], on = ["/audit-logs/*"] }
    ])
  }

  bucket_statements = {
    for role, rights in local.bucket_rights : role => [
      for right in rights : {
        Effect   = "Allow"
        Action   = right.actions
        Resource = [for suffix in right.on : "${local.bucket_arn}${suffix}"]
      }
    ]
  }

  key_arns = var.encryption == "aws:kms" ? [var.kms_key_arn != null ? var.kms_key_arn : one(aws_kms_key.state[*].arn)] : []

  # A new key is named by its alias, so that the plan shows all that the roles may do.
  key_statements = concat(
    [for arn in var.kms_key_arn[*] : {
      Effect   = "Allow"
      Action   = ["kms:GenerateDataKey", "kms:Decrypt"]
      Resource = [arn]
    }],
    [for alias in local.create_key ? [local.key_alias] : [] : {
      Effect    = "Allow"
      Action    = ["kms:GenerateDataKey", "kms:Decrypt"]
      Resource  = ["arn:aws:kms:${var.region}:${var.account_id}:key/*"]
      Condition = { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = alias } }
    }],
  )
}

# Validations plan what nobody has reviewed: this role reads.
resource "aws_iam_role" "plan" {
  name                 = var.plan_role_name
  description          = "tf-orchestrator: plans"
  assume_role_policy   = local.trust.plan
  max_session_duration = 3600
  permissions_boundary = var.roles_permissions_boundary_arn
}

resource "aws_iam_role_policy_attachment" "plan" {
  for_each = toset(var.plan_policy_arns)

  role       = aws_iam_role.plan.name
  policy_arn = each.value
}

resource "aws_iam_role_policy" "plan_state" {
  name   = "state"
  role   = aws_iam_role.plan.name
  policy = jsonencode({ Version = "2012-10-17", Statement = concat(local.bucket_statements.plan, local.key_statements) })
}

# Applies change the account with what was reviewed.
resource "aws_iam_role" "apply" {
  name                 = var.apply_role_name
  description          = "tf-orchestrator: applies"
  assume_role_policy   = local.trust.apply
  max_session_duration = 14400
  permissions_boundary = var.roles_permissions_boundary_arn
}

resource "aws_iam_role_policy_attachment" "apply" {
  for_each = toset(var.apply_policy_arns)

  role       = aws_iam_role.apply.name
  policy_arn = each.value
}

resource "aws_iam_role_policy" "apply_state" {
  name   = "state"
  role   = aws_iam_role.apply.name
  policy = jsonencode({ Version = "2012-10-17", Statement = concat(local.bucket_statements.apply, local.key_statements) })
}

# Roles can be made, but none that can do more than the boundary says: else this role could give itself everything.
resource "aws_iam_role_policy" "apply_iam" {
  count = var.iam_permissions_boundary_arn == null ? 0 : 1

  name = "iam"
  role = aws_iam_role.apply.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ChangeRolesWithinTheBoundary"
        Effect   = "Allow"
        Action   = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
        Resource = ["arn:aws:iam::${var.account_id}:role/*"]
        Condition = {
          StringEquals = { "iam:PermissionsBoundary" = var.iam_permissions_boundary_arn }
        }
      },
      {
        Sid    = "DescribeAndRemove"
        Effect = "Allow"
        Action = [
          "iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:DeleteRole", "iam:TagPolicy",
          "iam:TagRole", "iam:UntagPolicy", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription",
        ]
        Resource = ["arn:aws:iam::${var.account_id}:role/*", "arn:aws:iam::${var.account_id}:policy/*"]
      },
      {
        Sid      = "Read"
        Effect   = "Allow"
        Action   = ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole", "iam:ListPolicyVersions", "iam:ListRolePolicies"]
        Resource = ["arn:aws:iam::${var.account_id}:role/*", "arn:aws:iam::${var.account_id}:policy/*"]
      },
      {
        Sid    = "NeverItselfNorTheBoundary"
        Effect = "Deny"
        Action = [
          "iam:AttachRolePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary",
          "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:SetDefaultPolicyVersion",
          "iam:UpdateAssumeRolePolicy", "iam:UpdateRole",
        ]
        Resource = [
          "arn:aws:iam::${var.account_id}:role/${var.plan_role_name}",
          "arn:aws:iam::${var.account_id}:role/${var.apply_role_name}",
          var.iam_permissions_boundary_arn,
        ]
      },
    ]
  })
}
