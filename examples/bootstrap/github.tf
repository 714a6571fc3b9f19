# GitHub signs a token for each job. AWS trusts it for one repository, in named environments.

locals {
  github_host = "token.actions.githubusercontent.com"

  # A job that applies also plans and only reads: after a merge, and as doctor. A job that validates must never apply.
  environments = {
    plan  = distinct([var.plan_environment, var.apply_environment])
    apply = [var.apply_environment]
  }

  # The provider's ARN is built from the account, so that the plan shows the whole trust policy.
  trust = {
    for role, environments in local.environments : role => jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { Federated = "arn:aws:iam::${var.account_id}:oidc-provider/${local.github_host}" }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "${local.github_host}:aud" = "sts.amazonaws.com"
            "${local.github_host}:sub" = [for environment in environments : "repo:${var.controller_repository}:environment:${environment}"]
          }
        }
      }]
    })
  }
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.create_oidc_provider ? 1 : 0

  url            = "https://${local.github_host}"
  client_id_list = ["sts.amazonaws.com"]
}
