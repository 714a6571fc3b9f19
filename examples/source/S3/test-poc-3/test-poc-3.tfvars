account_name = "arj-wkld-a-prd"
project      = "test-poc-3"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "data-platform@example.com"
  Team       = "data-platform"
  CostCenter = "CC-1042"
}

s3_buckets = {
  "test-poc-3-data" = {
    bucket_name         = "arj-prod-test-poc-3-data"
    account_key         = "arj-wkld-a-prd"
    region_code         = "use1"
    versioning          = true
    block_public_access = true
    kms_key_arn         = "arn:aws:kms:us-east-1:123456789012:alias/arj-prod-data"
    access_log_bucket   = "arj-prod-test-poc-3-logs"
    bucket_policy_file  = "S3/test-poc-3/bucket-policy.json"

    tags = {
      DataClass = "internal"
    }
  }

  # Takes the access logs of this account. S3 writes them only to buckets with AES256.
  "test-poc-3-logs" = {
    bucket_name          = "arj-prod-test-poc-3-logs"
    account_key          = "arj-wkld-a-prd"
    region_code          = "use1"
    encryption           = "AES256"
    receives_access_logs = true
  }
}
