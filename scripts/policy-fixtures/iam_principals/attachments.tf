# IAM-012 to IAM-015 (attach_…), IAM-011 (people_…), IAM-034 (managed_…), IAM-035 (detaching_…)

locals {
  nobody = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_role_policy_attachment" "attach_role" {
  for_each   = toset(["AdministratorAccess", "AmazonS3FullAccess", "AWSCloudShellFullAccess", "IAMFullAccess", "PowerUserAccess", "ReadOnlyAccess"])
  role       = "x"
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

resource "aws_iam_group_policy_attachment" "attach_group" {
  group      = "x"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_user_policy_attachment" "attach_user" {
  user       = "x"
  policy_arn = "arn:aws:iam::aws:policy/IAMFullAccess"
}

resource "aws_iam_policy_attachment" "attach_policy" {
  name       = "x"
  roles      = ["emergency", "x"]
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_role" "attach_list" {
  assume_role_policy  = local.nobody
  managed_policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"]
}

resource "aws_iam_role" "attach_none" {
  assume_role_policy = local.nobody
}

resource "aws_iam_role_policy_attachment" "attach_customer" {
  role       = "x"
  policy_arn = "arn:aws:iam::111111111111:policy/BucketFullAccess"
}

# AdministratorAccess is in the state, attached by another resource.
resource "aws_iam_role" "attach_update" {
  name               = "y"
  description        = "new"
  assume_role_policy = local.nobody
}

# What break_glass_principals may name.
resource "aws_iam_role_policy_attachment" "attach_emergency" {
  for_each   = { named = "emergency", unknown = terraform_data.later.output }
  role       = each.value
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

# A policy that the plan makes has no ARN of AWS.
resource "aws_iam_policy" "own" {
  policy = local.nobody
}

resource "aws_iam_role_policy_attachment" "attach_own" {
  role       = "x"
  policy_arn = aws_iam_policy.own.arn
}

resource "aws_iam_role" "attach_mixed" {
  assume_role_policy  = local.nobody
  managed_policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess", aws_iam_policy.own.arn]
}

resource "aws_iam_role_policy_attachment" "attach_unknown" {
  role       = "x"
  policy_arn = terraform_data.later.output
}

module "attach_module" {
  source     = "./modules/attachment"
  for_each   = { admin = "arn:aws:iam::aws:policy/AdministratorAccess", own = aws_iam_policy.own.arn }
  policy_arn = each.value
}

resource "aws_iam_user_policy" "people_inline" {
  user   = "x"
  policy = local.nobody
}

resource "aws_iam_user_policy_attachment" "people_attached" {
  user       = terraform_data.later.output
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_policy_attachment" "people_users" {
  name       = "x"
  users      = ["x"]
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_policy_attachment" "people_unknown" {
  name       = "x"
  users      = [terraform_data.later.output]
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_policy_attachment" "people_groups" {
  name       = "x"
  groups     = ["x"]
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_user_policy_attachments_exclusive" "people_exclusive" {
  for_each    = { some = ["arn:aws:iam::aws:policy/ReadOnlyAccess"], none = [] }
  user_name   = "x"
  policy_arns = each.value
}

resource "aws_iam_role" "managed_inline" {
  assume_role_policy = local.nobody
  inline_policy {
    name   = "x"
    policy = local.nobody
  }
}

resource "aws_iam_role" "managed_arns" {
  assume_role_policy  = local.nobody
  managed_policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
}

resource "aws_iam_role" "managed_no_inline" {
  assume_role_policy = local.nobody
  inline_policy {}
}

resource "aws_iam_role" "managed_neither" {
  assume_role_policy = local.nobody
}

# What other resources have attached is in the state.
resource "aws_iam_role" "managed_update" {
  name               = "x"
  description        = "new"
  assume_role_policy = local.nobody
}

resource "aws_iam_role_policy" "managed_separate" {
  role   = "x"
  policy = local.nobody
}

resource "aws_iam_policy_attachment" "detaching_everyone" {
  name       = "x"
  roles      = ["x"]
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
