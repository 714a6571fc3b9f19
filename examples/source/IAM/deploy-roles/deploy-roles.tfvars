account_name = "arj-wkld-b-prd"
project      = "deploy-roles"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

iam_roles = {
  "arj-prod-orders-release" = {
    description              = "Uploads releases of the order service from its own repository's workflow"
    account_key              = "arj-wkld-b-prd"
    trust_policy_file        = "IAM/deploy-roles/release-trust.json"
    permissions_policy_file  = "IAM/deploy-roles/release-permissions.json"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"
  }

  "arj-prod-orders-report" = {
    description              = "Writes the order service's daily report"
    account_key              = "arj-wkld-b-prd"
    trust_policy_file        = "IAM/deploy-roles/report-trust.json"
    permissions_policy_file  = "IAM/deploy-roles/report-permissions.json"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"
  }
}
