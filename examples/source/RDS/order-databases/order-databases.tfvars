account_name = "arj-wkld-b-prd"
project      = "order-databases"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

rds_instances = {
  "arj-prod-orders" = {
    account_key              = "arj-wkld-b-prd"
    engine                   = "postgres"
    engine_version           = "17"
    database_name            = "orders"
    subnet_ids               = ["subnet-0b1c2d3e4f5a60001", "subnet-0b1c2d3e4f5a60002"]
    security_group_ids       = ["sg-0b1c2d3e4f5a60002"]
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"
  }
}

rds_clusters = {
  "arj-prod-order-history" = {
    account_key              = "arj-wkld-b-prd"
    engine                   = "aurora-postgresql"
    engine_version           = "16.6"
    database_name            = "history"
    subnet_ids               = ["subnet-0b1c2d3e4f5a60001", "subnet-0b1c2d3e4f5a60002"]
    security_group_ids       = ["sg-0b1c2d3e4f5a60002"]
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"
  }
}
