account_name = "arj-wkld-b-prd"
project      = "order-events"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

sns_topics = {
  "arj-prod-orders-alarms" = {
    display_name             = "Alarms of the order service"
    account_key              = "arj-wkld-b-prd"
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:alias/arj-prod-orders"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"
  }

  "arj-prod-orders-placed" = {
    account_key              = "arj-wkld-b-prd"
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:alias/arj-prod-orders"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"
    topic_policy_file        = "placed-policy.json"
  }
}
