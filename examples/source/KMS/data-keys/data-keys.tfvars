account_name = "arj-wkld-a-prd"
project      = "data-keys"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "data-platform@example.com"
  Team       = "data-platform"
  CostCenter = "CC-1042"
}

kms_keys = {
  "data" = {
    alias               = "arj-prod-data"
    description         = "Buckets of the data platform"
    account_key         = "arj-wkld-a-prd"
    region_code         = "use1"
    enable_key_rotation = true
    key_policy_file     = "KMS/data-keys/key-policy.json"
  }
}
