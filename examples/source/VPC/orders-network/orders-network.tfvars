account_name = "arj-wkld-b-prd"
project      = "orders-network"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

vpc_configs = {
  "arj-prod-orders" = {
    account_key              = "arj-wkld-b-prd"
    cidr_block               = "10.20.0.0/16"
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"

    private_subnets = {
      "private-a" = { zone = "us-east-1a", cidr_block = "10.20.0.0/20" }
      "private-b" = { zone = "us-east-1b", cidr_block = "10.20.16.0/20" }
    }
  }
}

security_groups = {
  "arj-prod-orders-service" = {
    description = "The functions and workers of the order service"
    account_key = "arj-wkld-b-prd"
    vpc_config  = "arj-prod-orders"

    egress = {
      "database" = { description = "The order database", port = 5433, security_group = "arj-prod-orders-database" }
      "aws"      = { description = "AWS services by their endpoints", port = 443, cidr_block = "10.20.0.0/16" }
    }
  }

  "arj-prod-orders-database" = {
    description = "The database of the order service"
    account_key = "arj-wkld-b-prd"
    vpc_config  = "arj-prod-orders"

    ingress = {
      "service" = { description = "The order service", port = 5433, security_group = "arj-prod-orders-service" }
    }
  }
}
