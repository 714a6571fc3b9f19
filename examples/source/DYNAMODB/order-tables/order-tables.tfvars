account_name = "arj-wkld-b-prd"
project      = "order-tables"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

dynamodb_tables = {
  "arj-prod-orders" = {
    account_key = "arj-wkld-b-prd"
    hash_key    = "customer"
    range_key   = "placed_at"
    kms_key_arn = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"

    attributes = {
      customer  = "S"
      placed_at = "S"
    }
  }
}
