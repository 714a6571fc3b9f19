# IAM-017 (whole_…), IAM-018 (foreign_…), IAM-032 (boundary_…), IAM-033 (session_…), IAM-037 (audience_…)

resource "aws_iam_role" "whole_case" {
  for_each = {
    root    = { AWS = ["arn:aws:iam::111111111111:role/x", "arn:aws:iam::111111111111:root"] }
    id      = { AWS = "222222222222" }
    role    = { AWS = "arn:aws:iam::111111111111:role/root" }
    service = { Service = "lambda.amazonaws.com" }
  }
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = each.value, Action = "sts:AssumeRole" }] })
}

resource "aws_iam_role" "whole_denied" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Principal = { AWS = "arn:aws:iam::111111111111:root" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role" "whole_unknown" {
  assume_role_policy = terraform_data.later.output
}

# A role of this plan has an ARN that is known only after apply, but it is one role in this account.
data "aws_iam_policy_document" "own" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.session_unset.arn]
    }
  }
}

resource "aws_iam_role" "whole_own" {
  assume_role_policy = data.aws_iam_policy_document.own.json
}

module "whole_module" {
  source   = "./modules/role"
  for_each = { root = "arn:aws:iam::111111111111:root", role = "arn:aws:iam::111111111111:role/x" }
  trusted  = each.value
}

resource "aws_iam_role" "foreign_case" {
  for_each = {
    open         = { Principal = { AWS = "arn:aws:iam::333333333333:role/x" } }
    id           = { Principal = { AWS = ["111111111111", "333333333333"] } }
    wildcard     = { Principal = { AWS = "333333333333" }, Condition = { StringLike = { "sts:ExternalId" = "*" } } }
    no_mfa       = { Principal = { AWS = "333333333333" }, Condition = { Bool = { "aws:MultiFactorAuthPresent" = "false" } } }
    external_id  = { Principal = { AWS = "333333333333" }, Condition = { StringEquals = { "sts:ExternalId" = "x" } } }
    mfa          = { Principal = { AWS = "333333333333" }, Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } } }
    organisation = { Principal = { AWS = "333333333333" }, Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1" } } }
    own          = { Principal = { AWS = "arn:aws:iam::111111111111:role/x" } }
    allowed      = { Principal = { AWS = "arn:aws:iam::222222222222:role/x" } }
    provider     = { Principal = { Federated = "arn:aws:iam::333333333333:oidc-provider/x" } }
  }
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow", Action = "sts:AssumeRole" }, each.value)] })
}

resource "aws_iam_role" "foreign_own" {
  assume_role_policy = data.aws_iam_policy_document.own.json
}

resource "aws_iam_role" "foreign_unknown" {
  assume_role_policy = terraform_data.later.output
}

resource "aws_iam_role" "boundary_unset" {
  assume_role_policy = local.nobody
}

resource "aws_iam_user" "boundary_unset" {
  name = "x"
}

resource "aws_iam_role" "boundary_set" {
  assume_role_policy   = local.nobody
  permissions_boundary = "arn:aws:iam::111111111111:policy/x"
}

resource "aws_iam_role" "boundary_unknown" {
  assume_role_policy   = local.nobody
  permissions_boundary = aws_iam_policy.own.arn
}

resource "aws_iam_role" "boundary_path" {
  for_each           = { service = "/aws-service-role/x/", exempt = "/platform/tools/", other = "/x/", unknown = terraform_data.later.output }
  assume_role_policy = local.nobody
  path               = each.value
}

module "boundary_module" {
  source   = "./modules/role"
  for_each = { unset = null, set = "arn:aws:iam::111111111111:policy/x" }
  trusted  = "arn:aws:iam::111111111111:role/x"
  boundary = each.value
}

resource "aws_iam_role" "session_case" {
  for_each             = { day = 43200, most = 14400, unknown = terraform_data.later.output }
  assume_role_policy   = local.nobody
  max_session_duration = each.value
}

resource "aws_iam_role" "session_unset" {
  assume_role_policy = local.nobody
}

resource "aws_iam_openid_connect_provider" "audience_case" {
  for_each       = { any = ["sts.amazonaws.com", "*"], none = [], named = ["sts.amazonaws.com"], unknown = [terraform_data.later.output] }
  url            = "https://example.com"
  client_id_list = each.value
}
