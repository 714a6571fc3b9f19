# A program in a partner's data centre, which can take no role. IAM-020 warns of each new user, and the profile strict denies it
# without an exception in policy.yaml.
account_name = "arj-wkld-b-prd"
project      = "order-scanner"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

iam_users = {
  "arj-prod-orders-scanner" = {
    account_key              = "arj-wkld-b-prd"
    groups                   = ["arj-prod-scanners"]
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"
  }
}
