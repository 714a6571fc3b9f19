account_name = "arj-wkld-b-prd"
project      = "order-functions"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

lambda_functions = {
  "arj-prod-orders-accept" = {
    description              = "Takes orders and writes them down"
    account_key              = "arj-wkld-b-prd"
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"
    subnet_ids               = ["subnet-0b1c2d3e4f5a60001", "subnet-0b1c2d3e4f5a60002"]
    security_group_ids       = ["sg-0b1c2d3e4f5a60001"]
    failure_target_arn       = "arn:aws:sqs:us-east-1:210987654321:arj-prod-orders-placed-dead-letter"
    reserved_concurrency     = 20
    code_signing_config_arn  = "arn:aws:lambda:us-east-1:210987654321:code-signing-config:csc-0b1c2d3e4f5a60001"
    permissions_policy_file  = "accept-permissions.json"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"

    # The order service's own workflow uploads it.
    package = {
      bucket  = "arj-prod-orders-releases"
      key     = "accept/1.4.0.zip"
      handler = "index.handler"
      runtime = "nodejs22.x"
    }

    environment = {
      TABLE = "arj-prod-orders"
    }
  }
}
