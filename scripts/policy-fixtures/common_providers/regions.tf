# COM-032: zone_

resource "aws_ebs_volume" "zone_allowed" {
  availability_zone = "us-east-1a"
  size              = 1
}

resource "aws_ebs_volume" "zone_local" {
  availability_zone = "us-east-1-bos-1a"
  size              = 1
}

resource "aws_ebs_volume" "zone_other" {
  availability_zone = "us-east-2a"
  size              = 1
}

resource "aws_ebs_volume" "zone_longer" {
  availability_zone = "us-east-11a"
  size              = 1
}

resource "aws_ebs_volume" "zone_unknown" {
  availability_zone = terraform_data.later.output
  size              = 1
}

resource "aws_instance" "zone_any" {
  ami           = "ami-00000000000000000"
  instance_type = "t3.micro"
}

# COM-033: copy_

resource "aws_ebs_snapshot_copy" "copy_allowed" {
  source_snapshot_id = "snap-00000000000000000"
  source_region      = "us-east-1"
}

resource "aws_ebs_snapshot_copy" "copy_other" {
  source_snapshot_id = "snap-00000000000000000"
  source_region      = "eu-west-1"
}

resource "aws_ami_copy" "copy_unknown" {
  name              = "shop-prod-web"
  source_ami_id     = "ami-00000000000000000"
  source_ami_region = terraform_data.later.output
}

resource "aws_db_snapshot_copy" "copy_elsewhere" {
  source_db_snapshot_identifier = "arn:aws:rds:us-east-1:111111111111:snapshot:shop"
  target_db_snapshot_identifier = "shop-copy"
  destination_region            = "eu-west-1"
}

resource "aws_vpc_peering_connection" "copy_own" {
  vpc_id      = "vpc-00000000000000000"
  peer_vpc_id = "vpc-11111111111111111"
}

resource "aws_vpc_peering_connection" "copy_peer" {
  vpc_id      = "vpc-00000000000000000"
  peer_vpc_id = "vpc-11111111111111111"
  peer_region = "eu-west-1"
}

# COM-044

resource "terraform_data" "runs" {
  provisioner "local-exec" {
    command = "true"
  }
}

resource "terraform_data" "runs_nothing" {}

module "outer" {
  source = "./modules/outer"
  count  = 1
}

# COM-045

output "admin_password" {
  value = "fixture"
}

output "api_token" {
  value     = "fixture"
  sensitive = true
}

output "queue" {
  value = "fixture"
}
