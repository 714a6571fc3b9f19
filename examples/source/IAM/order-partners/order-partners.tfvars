account_name = "arj-wkld-b-prd"
project      = "order-partners"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

iam_policies = {
  "arj-prod-orders-read" = {
    description             = "Reads the orders of the last days"
    account_key             = "arj-wkld-b-prd"
    permissions_policy_file = "read-orders.json"
  }

  "arj-prod-orders-upload" = {
    description             = "Puts files of partners into the inbox"
    account_key             = "arj-wkld-b-prd"
    permissions_policy_file = "upload-files.json"
  }
}
