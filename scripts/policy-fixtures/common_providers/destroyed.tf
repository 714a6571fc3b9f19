# COM-046 and COM-049: what is in state.json and not here is deleted.

# A new name replaces it.
resource "aws_dynamodb_table" "guard_replaced" {
  name         = "guard-new"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_s3_bucket" "guard_bucket" {
  bucket = "guard-bucket"
  tags   = { Owner = "platform" }
}
