account_name = "arj-wkld-b-prd"
project      = "order-api"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

api_gateways = {
  "arj-prod-orders" = {
    description = "Takes orders"
    account_key = "arj-wkld-b-prd"
    kms_key_arn = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"

    routes = {
      "POST /orders" = {
        function_arn  = "arn:aws:lambda:us-east-1:210987654321:function:arj-prod-orders-accept"
        authorization = "JWT"
        scopes        = ["orders/write"]
      }
    }

    jwt = {
      issuer   = "https://login.example.com"
      audience = ["orders"]
    }
  }
}
