# Breaks policy on purpose: no public access block (S3-004), and a policy that lets everyone read (S3-019).
account_name = "arj-wkld-a-prd"
project      = "public-bucket"
environment  = "production"
region       = "us-east-1"

s3_buckets = {
  "public-bucket" = {
    bucket_name         = "arj-prod-public-bucket"
    account_key         = "arj-wkld-a-prd"
    region_code         = "use1"
    versioning          = true
    block_public_access = false
    kms_key_arn         = "arn:aws:kms:us-east-1:123456789012:alias/arj-prod-data"
    access_log_bucket   = "arj-prod-test-poc-3-logs"
    bucket_policy_file  = "S3/public-bucket/bucket-policy.json"
    lifecycle           = {}

    tags = {
      Owner      = "web@example.com"
      Team       = "web"
      CostCenter = "CC-3001"
    }
  }
}
