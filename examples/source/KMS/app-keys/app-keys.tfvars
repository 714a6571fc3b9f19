project     = "app-keys"
environment = "production"

kms_keys = {
  "arj-prod-orders" = {
    description = "Tables and queues of the order service"
    account_key = "arj-wkld-b-prd"
    region_code = "use1"

    tags = {
      Owner      = "orders@example.com"
      Team       = "orders"
      CostCenter = "CC-4310"
    }
  }

  "arj-prod-invoices" = {
    description = "Invoices, kept for ten years"
    account_key = "arj-wkld-b-prd"
    region_code = "use1"

    tags = {
      Owner      = "billing@example.com"
      Team       = "billing"
      CostCenter = "CC-4320"
    }
  }
}
