environment = "production"

s3_buckets = {
  "test-4-poc-1" = {
    bucket_name        = "arj-prod-test-4-poc-1"
    account_key        = "arj-wkld-a-prd"
    region_code        = "use1"
    kms_key_arn        = "arn:aws:kms:us-east-1:123456789012:alias/arj-prod-data"
    access_log_bucket  = "arj-prod-test-poc-3-logs"
    bucket_policy_file = "test-4-poc-1-policy.json"

    tags = {
      Owner      = "reporting@example.com"
      Team       = "reporting"
      CostCenter = "CC-2077"
    }
  }
}
