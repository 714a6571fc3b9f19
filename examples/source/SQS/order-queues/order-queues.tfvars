account_name = "arj-wkld-b-prd"
project      = "order-queues"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

sqs_queues = {
  "arj-prod-orders-placed" = {
    account_key                = "arj-wkld-b-prd"
    kms_key_arn                = "arn:aws:kms:us-east-1:210987654321:alias/arj-prod-orders"
    visibility_timeout_seconds = 180
    queue_policy_file          = "placed-policy.json"
  }
}
