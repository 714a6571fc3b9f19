account_name = "arj-wkld-b-prd"
project      = "order-workers"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

ec2_instances = {
  "arj-prod-orders-worker" = {
    account_key              = "arj-wkld-b-prd"
    ami_id                   = "ami-0b1c2d3e4f5a60001"
    subnet_id                = "subnet-0b1c2d3e4f5a60001"
    security_group_ids       = ["sg-0b1c2d3e4f5a60001"]
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"

    cloud_init_file = "worker-start.json"

    volumes = {
      "spool" = { device = "/dev/sdf", size_gib = 100 }
    }
  }
}
